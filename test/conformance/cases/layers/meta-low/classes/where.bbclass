CLASS = "low"
