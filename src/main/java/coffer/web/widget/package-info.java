/// The payment form that a merchant puts into a page of his own: [coffer.web.widget.Widget] serves
/// the script, [coffer.web.widget.WidgetBundle] puts it together, and
/// [coffer.web.widget.WidgetState] is what it shows of an invoice, in the same words as the payment
/// page.
@NullMarked
package coffer.web.widget;

import org.jspecify.annotations.NullMarked;
