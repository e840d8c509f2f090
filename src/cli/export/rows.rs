//! Rows as JSON lines or CSV.

use std::{cell::RefCell, io::Write};

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::io_error;
use crate::store::export::{self, Cell};

/// Every table, a line for each row, which names its table.
pub(super) fn all(conn: &Connection, out: &mut dyn Write) -> anyhow::Result<()> {
    for name in export::tables(conn)? {
        let mut lines = Lines::new(out, Some(&name));
        lines.write(|names, row| export::table(conn, &name, names, row))?;
    }
    Ok(())
}

pub(super) fn table(
    conn: &Connection,
    name: &str,
    csv: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match csv {
        true => sheet(out, |names, row| export::table(conn, name, names, row)),
        false => Lines::new(out, None).write(|names, row| export::table(conn, name, names, row)),
    }
}

pub(super) fn query(
    conn: &Connection,
    sql: &str,
    csv: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match csv {
        true => sheet(out, |names, row| export::query(conn, sql, names, row)),
        false => Lines::new(out, None).write(|names, row| export::query(conn, sql, names, row)),
    }
}

type Names<'a> = &'a mut dyn FnMut(&[String]) -> anyhow::Result<()>;
type Row<'a> = &'a mut dyn FnMut(Vec<Cell>) -> anyhow::Result<()>;

/// JSON, an object a line.
struct Lines<'a> {
    out: &'a mut dyn Write,
    table: Option<&'a str>,
}

impl<'a> Lines<'a> {
    fn new(out: &'a mut dyn Write, table: Option<&'a str>) -> Self {
        Self { out, table }
    }

    fn write(
        &mut self,
        read: impl FnOnce(Names<'_>, Row<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let columns = RefCell::new(Vec::new());
        read(
            &mut |names| {
                *columns.borrow_mut() = names.to_vec();
                Ok(())
            },
            &mut |cells| {
                let mut line = Map::new();
                if let Some(table) = self.table {
                    line.insert("table".to_owned(), table.into());
                }
                for (name, cell) in columns.borrow().iter().zip(cells) {
                    line.insert(name.clone(), json(cell));
                }
                serde_json::to_writer(&mut *self.out, &line).map_err(io_error)?;
                writeln!(self.out).map_err(io_error)
            },
        )
    }
}

fn json(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(n) => n.into(),
        Cell::Real(n) => n.into(),
        Cell::Text(text) => text.into(),
        Cell::Bytes(bytes) => hex(&bytes).into(),
    }
}

fn sheet(
    out: &mut dyn Write,
    read: impl FnOnce(Names<'_>, Row<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let writer = RefCell::new(csv::Writer::from_writer(out));
    read(
        &mut |names| {
            let names = names.iter().map(|name| harmless(name.clone()));
            writer.borrow_mut().write_record(names).map_err(io_error)
        },
        &mut |cells| {
            let fields = cells.into_iter().map(field);
            writer.borrow_mut().write_record(fields).map_err(io_error)
        },
    )?;
    writer.borrow_mut().flush().map_err(io_error)
}

fn field(cell: Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(n) => n.to_string(),
        Cell::Real(n) => n.to_string(),
        Cell::Text(text) => harmless(text),
        Cell::Bytes(bytes) => hex(&bytes),
    }
}

/// With an apostrophe before what a spreadsheet would take for a formula: by its first
/// character, also where that is written wide, or stands behind space.
fn harmless(text: String) -> String {
    let first = text.trim_start().chars().next();
    let is_formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
    );
    match is_formula || text.starts_with(['\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let conn = Connection::open_in_memory().unwrap();
        let sql = "SELECT '=HYPERLINK(\"http://x\")' AS '=a', '+1' AS b, '-1' AS c, '@SUM(1)' AS d, ' =1' AS e,
                          char(9) || '=1' AS f, '＝1' AS g, 'a=1' AS h, -1 AS i, NULL AS j, x'00ff' AS k, 'a,\"b\"' AS l";
        let mut out = Vec::new();
        query(&conn, sql, true, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "'=a,b,c,d,e,f,g,h,i,j,k,l\n\
             \"'=HYPERLINK(\"\"http://x\"\")\",'+1,'-1,'@SUM(1),' =1,'\t=1,'＝1,a=1,-1,,00ff,\"a,\"\"b\"\"\"\n"
        );
    }

    #[test]
    fn a_line_is_an_object() {
        let conn = Connection::open_in_memory().unwrap();
        let mut out = Vec::new();
        query(
            &conn,
            "SELECT 1 AS a, 'x' AS b, NULL AS c, x'ff' AS d",
            false,
            &mut out,
        )
        .unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"a\":1,\"b\":\"x\",\"c\":null,\"d\":\"ff\"}\n"
        );
    }

    #[test]
    fn nothing_is_changed_by_a_question() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE t (x)").unwrap();
        for sql in [
            "DELETE FROM t",
            "DROP TABLE t",
            "SELECT 1; DROP TABLE t",
            "no question",
        ] {
            assert!(query(&conn, sql, false, &mut Vec::new()).is_err(), "{sql}");
        }
        assert!(table(&conn, "t", false, &mut Vec::new()).is_ok());
        assert!(table(&conn, "nothing", false, &mut Vec::new()).is_err());
    }
}
