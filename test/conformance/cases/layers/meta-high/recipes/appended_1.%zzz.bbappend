V .= " 1.anything"
