V .= " never"
