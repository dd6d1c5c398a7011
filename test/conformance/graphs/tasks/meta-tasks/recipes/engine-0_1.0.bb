inherit steps
DEPENDS = "nobody-has-this"
PROVIDES = "virtual/engine"
