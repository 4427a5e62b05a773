/// Payment widgets: forms that payers open by the widget's id. [coffer.core.widget.PaymentWidgets]
/// keeps them, [coffer.core.widget.WidgetOffer] is what a payer can pay with at present, and
/// [coffer.core.widget.WidgetInvoices] makes the invoices.
@NullMarked
package coffer.core.widget;

import org.jspecify.annotations.NullMarked;
