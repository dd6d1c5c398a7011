WRONG_PLACE = "recipe"
