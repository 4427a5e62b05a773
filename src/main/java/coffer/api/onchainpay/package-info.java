/// The OnchainPay API: every request is a `POST` with a signed JSON body, every response an
/// envelope. An order is an invoice with one option. The payer's choice in an OnchainPay invoice
/// makes its order.
@NullMarked
package coffer.api.onchainpay;

import org.jspecify.annotations.NullMarked;
