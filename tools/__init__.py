"""What builds and checks the house and is no part of the product: catalogue, reference pages, the environment."""
