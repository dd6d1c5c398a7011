inherit simple
ORDER .= " another"
