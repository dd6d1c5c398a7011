V .= " dynamic append"
