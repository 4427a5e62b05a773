-- Whether the widget also shows customers their deposit addresses, and how many addresses it created on one day of UTC.
ALTER TABLE payment_widget
  ADD COLUMN deposit_addresses boolean NOT NULL DEFAULT false,
  ADD COLUMN address_day       date,
  ADD COLUMN addresses         integer NOT NULL DEFAULT 0;
