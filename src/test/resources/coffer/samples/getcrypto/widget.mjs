const url = new URL(
    "@URL@/v1/widget"
);

const params = {
    "project_id": "@PROJECT@",
    "currency": "eur",
    "language": "en",
    "amount": "11",
    "order_id": "ORD_123",
};
Object.keys(params)
    .forEach(key => url.searchParams.append(key, params[key]));

const headers = {
    "Authorization": "Bearer @KEY@",
    "Content-Type": "application/json",
    "Accept": "application/json",
};

fetch(url, {
    method: "GET",
    headers,
}).then(response => response.json());
