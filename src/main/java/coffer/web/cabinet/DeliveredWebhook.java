package coffer.web.cabinet;

import java.util.UUID;

/// A webhook that told of an event.
///
/// @param status key of the delivery's status
public record DeliveredWebhook(UUID id, String url, String status, int attempts) {}
