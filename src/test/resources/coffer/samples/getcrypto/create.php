$client = new \GuzzleHttp\Client();
$response = $client->post(
    '@URL@/v1/invoices',
    [
        'headers' => [
            'Authorization' => 'Bearer @KEY@',
            'Content-Type' => 'application/json',
            'Accept' => 'application/json',
        ],
        'json' => [
            'language' => 'en',
            'input_amount' => 9,
            'currency' => 'rub',
            'cryptocurrency' => 'btc',
            'project_id' => '@PROJECT@',
            'order_id' => 'ORD_123',
            'network' => 'bep20',
            'custom_fields' => '{"custom_field_1": "value_1", "custom_field_2": "value_2"}',
        ],
    ]
);
$body = $response->getBody();
print_r(json_decode((string) $body));
