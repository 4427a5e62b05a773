curl --request POST \
    "@URL@/v1/invoices" \
    --header "Authorization: Bearer @KEY@" \
    --header "Content-Type: application/json" \
    --header "Accept: application/json" \
    --data "{
    \"language\": \"en\",
    \"input_amount\": 9,
    \"currency\": \"rub\",
    \"cryptocurrency\": \"btc\",
    \"project_id\": \"@PROJECT@\",
    \"order_id\": \"ORD_123\",
    \"network\": \"bep20\",
    \"custom_fields\": \"{\\\"custom_field_1\\\": \\\"value_1\\\", \\\"custom_field_2\\\": \\\"value_2\\\"}\"
}"
