OLD_NAME:append = "refused as well"
