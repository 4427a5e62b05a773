package coffer.web.demo;

import java.math.BigDecimal;

/// Something that the shop sells.
///
/// @param id the key of its name
/// @param price in EUR
public record Good(String id, BigDecimal price) {}
