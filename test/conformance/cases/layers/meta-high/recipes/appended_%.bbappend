V .= " any version"
