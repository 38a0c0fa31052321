-- What an app was sold, found without reading the lines of all its calls.
CREATE INDEX posting_bought ON posting (app, transfer) WHERE account LIKE 'bought:%';
