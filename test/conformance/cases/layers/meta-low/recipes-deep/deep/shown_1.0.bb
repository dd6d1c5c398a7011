V = "masked"
