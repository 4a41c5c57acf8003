"""Who wants to hear of what: subscriptions to areas, and the letters that news becomes."""
