ORDER .= " required"
