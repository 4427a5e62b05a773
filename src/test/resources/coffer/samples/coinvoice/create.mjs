const API_KEY = '@KEY@';
const BASE_URL = '@URL@';

async function createInvoice(amount, description = '') {
  const resp = await fetch(`${BASE_URL}/api/v1/invoices`, {
    method: 'POST',
    headers: { 'X-API-Key': API_KEY, 'Content-Type': 'application/json' },
    body: JSON.stringify({ amount, description })
  });
  return resp.json();
}

async function checkInvoice(invoiceId) {
  const resp = await fetch(`${BASE_URL}/api/v1/invoices/${invoiceId}`, {
    headers: { 'X-API-Key': API_KEY }
  });
  return resp.json();
}

// Usage
const inv = await createInvoice(100.0, 'Premium план');
console.log(`Payment URL: ${BASE_URL}${inv.payment_url}`);
