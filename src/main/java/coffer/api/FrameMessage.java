package coffer.api;

import coffer.core.invoice.InvoiceView;
import coffer.http.WireJson;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.UUID;

/// What a payment page in a frame posts to the page around it.
///
/// @param type tells the receiver which fields there are
/// @param idField name of the field that has the id
/// @param status in the words of the invoice's dialect
public record FrameMessage(String type, String idField, UUID id, String status) {

  /// For dialects that have no message of their own.
  public static FrameMessage of(InvoiceView invoice) {
    return new FrameMessage("coffer:invoice", "invoiceId", invoice.id(), status(invoice));
  }

  private static String status(InvoiceView invoice) {
    return invoice.standing().status().name().toLowerCase(Locale.ROOT);
  }

  /// The message as a JSON object.
  public String json() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("type", type);
    fields.put(idField, id.toString());
    fields.put("status", status);
    return WireJson.MAPPER.writeValueAsString(fields);
  }
}
