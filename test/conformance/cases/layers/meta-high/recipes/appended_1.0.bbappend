V .= " high exact"
