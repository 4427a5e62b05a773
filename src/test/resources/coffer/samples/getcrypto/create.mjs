const url = new URL(
    "@URL@/v1/invoices"
);

const headers = {
    "Authorization": "Bearer @KEY@",
    "Content-Type": "application/json",
    "Accept": "application/json",
};

let body = {
    "language": "en",
    "input_amount": 9,
    "currency": "rub",
    "cryptocurrency": "btc",
    "project_id": "@PROJECT@",
    "order_id": "ORD_123",
    "network": "bep20",
    "custom_fields": "{\"custom_field_1\": \"value_1\", \"custom_field_2\": \"value_2\"}"
};

fetch(url, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
}).then(response => response.json());
