CLASS = "high"
