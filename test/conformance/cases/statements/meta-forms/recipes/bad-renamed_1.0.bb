NEW_NAME = "fine"
OLD_NAME = "refused when the recipe is complete"
