package coffer.api.itispay;

import java.util.List;

/// One page of a list.
record NumberedPage(List<ItIsPayInvoiceWire> items, Pagination pagination) {

  /// @param totalPages 0 if the list is empty
  record Pagination(
      long currentPage,
      int pageSize,
      long totalPages,
      long totalRecords,
      boolean hasNext,
      boolean hasPrevious) {}

  /// @param total number of records on all pages
  static NumberedPage of(List<ItIsPayInvoiceWire> items, long page, int size, long total) {
    long pages = (total + size - 1) / size;
    return new NumberedPage(
        items, new Pagination(page, size, pages, total, page < pages, page > 1));
  }
}
