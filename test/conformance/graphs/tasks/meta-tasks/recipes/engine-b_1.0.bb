inherit steps
PROVIDES = "virtual/engine"
RPROVIDES:${PN} = "guessed"
