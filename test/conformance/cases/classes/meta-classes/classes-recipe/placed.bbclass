PLACED = "classes-recipe"
