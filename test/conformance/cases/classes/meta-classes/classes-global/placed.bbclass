PLACED = "classes-global"
