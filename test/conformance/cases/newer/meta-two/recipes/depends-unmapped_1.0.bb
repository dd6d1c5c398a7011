DEPENDS = "virtual/unset"
