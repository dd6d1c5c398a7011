CLASS2 = "low"
