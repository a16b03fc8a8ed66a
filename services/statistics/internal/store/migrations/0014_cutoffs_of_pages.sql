-- Who publishes reads details from their pages.

-- +goose Up

-- A process of the version before pages reads its details from rows of cell that nobody has
-- kept since 0013, and what is published never changes. It is told to try again later, and
-- meets a process of the new version.
-- +goose StatementBegin
CREATE FUNCTION refuse_without_pages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('pacesetter.details', true) IS DISTINCT FROM 'pages' THEN
        RAISE EXCEPTION 'this version of statistics must not publish: it does not know pages of cells'
            USING ERRCODE = 'operator_intervention', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER cutoff_of_pages BEFORE INSERT ON cutoff
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_without_pages();
