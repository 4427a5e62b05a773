package coffer.api.itispay;

import java.util.List;

/// A part of a list.
record PageWire(List<InvoiceWire> items, Pagination pagination) {

  /// @param totalPages 0 where there is nothing
  record Pagination(
      long currentPage,
      int pageSize,
      long totalPages,
      long totalRecords,
      boolean hasNext,
      boolean hasPrevious) {}

  /// @param total of all pages together
  static PageWire of(List<InvoiceWire> items, long page, int size, long total) {
    long pages = (total + size - 1) / size;
    return new PageWire(items, new Pagination(page, size, pages, total, page < pages, page > 1));
  }
}
