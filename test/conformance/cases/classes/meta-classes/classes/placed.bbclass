PLACED = "classes"
