V .= " exact"
