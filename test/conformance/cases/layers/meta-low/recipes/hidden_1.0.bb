V = "hidden"
