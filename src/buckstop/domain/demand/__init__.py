"""The burden ledger: what a unit asks of others beside its matters, charged in minutes to whoever asks.

Meetings, inspections, forms, pledges, apps and their like are demands. The same shape as `matter`: `decide` says yes or
no to a command, `evolve` says what an event changes, both pure; `burden_rules` is what the rule pack forbids, `charging`
who pays.
"""
