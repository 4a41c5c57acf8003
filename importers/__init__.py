"""Reading what comes from outside: read -> map columns -> validate -> load through the domains' services.

Nothing in a file is trusted: everything stays text until a parser of ours has made something of it, a broken file
ends in one ImportProblem, a broken row in a RowRejected with its number and its reason.
"""
