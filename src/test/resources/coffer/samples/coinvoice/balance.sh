curl -H "X-API-Key: @KEY@" \
  @URL@/api/v1/balance
