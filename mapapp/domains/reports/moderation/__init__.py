"""How reports are decided on: the queue, the decisions, their history, the public log."""
