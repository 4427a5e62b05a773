/// The payment form that merchants embed in their pages. [coffer.web.widget.Widget] serves the
/// script, [coffer.web.widget.WidgetBundle] builds it, and [coffer.web.widget.WidgetState] is the
/// data that it shows of an invoice, with the texts of the payment page.
@NullMarked
package coffer.web.widget;

import org.jspecify.annotations.NullMarked;
