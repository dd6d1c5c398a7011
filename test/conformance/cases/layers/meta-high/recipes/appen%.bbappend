V .= " everything"
