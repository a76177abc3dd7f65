from django.http import HttpResponse
def today(r): return HttpResponse("hi")
