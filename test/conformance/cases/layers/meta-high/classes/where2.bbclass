CLASS2 = "high"
