//! A difference as a page of its own, to be looked at in a browser.

use maud::{DOCTYPE, html};

use crate::render::{
    html,
    text::{clean, count},
};

/// A whole document: nothing remote, no script. `facts` are labels and what belongs to
/// them; `diff` is unified.
pub fn page(title: &str, facts: &[(&str, String)], diff: &str) -> String {
    let (added, removed) = super::sizes(diff);
    let sizes = format!(
        "{} added, {} removed",
        count(added, "line", "lines"),
        count(removed, "line", "lines")
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (clean(title)) }
            }
            body style="margin:0;" {
                main style="max-width:900px;margin:0 auto;padding:24px 20px 32px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;" {
                    h1 style="margin:0 0 12px;font-size:20px;line-height:1.35;" { (clean(title)) }
                    table style="border-collapse:collapse;margin:0 0 16px;" {
                        @for (label, fact) in facts {
                            tr {
                                th scope="row" style="padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:400;opacity:.68;" { (label) }
                                td style="padding:2px 0;overflow-wrap:anywhere;" { (clean(fact)) }
                            }
                        }
                    }
                    @if diff.is_empty() {
                        p { "Nothing differs." }
                    } @else {
                        p style="margin:0 0 8px;opacity:.68;" { (sizes) }
                        (html::whole_difference(diff))
                    }
                }
            }
        }
    }
    .into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_not_run() {
        let facts = [("Source", "<script>alert(1)</script>".to_owned())];
        let page = page(
            "<b>",
            &facts,
            "@@ -1 +1 @@\n-<img src=x onerror=alert(1)>\n+safe\n",
        );
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"));
        assert!(page.contains("1 line added, 1 line removed"));
    }
}
