BBIMPORTS = ["second", "first", "excluded"]
