//! The main text of an article's page, without what stands around it.
//!
//! A page's menus and lists of other news claim things of their own, which this article
//! doesn't. What is main is told by the rules of Firefox's reader view.

use dom_smoothie::{Config, Readability};

use crate::extract::{
    page::{self, PageError, PageRules},
    text,
};

/// Pages of more elements are read whole: what the reader view does with each is not
/// bounded by us.
const ELEMENTS_MAX: usize = 20_000;

/// What a page says, as far as it is the article's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Article {
    /// Empty where the page has none.
    pub title: String,
    /// Lines of plain text.
    pub text: String,
    /// What the site calls itself.
    pub site: Option<String>,
}

impl Article {
    /// Title and text, as claims are read of them.
    pub fn whole(&self) -> String {
        // Many pages print the headline again.
        match self.text.starts_with(&self.title) {
            true => self.text.clone(),
            false => format!("{}\n{}", self.title, self.text),
        }
    }
}

/// Reads a page that has been decoded to text. Where no main text can be told from the
/// rest, it is all of the text.
pub fn read(html: &str) -> Result<Article, PageError> {
    // Bounds the tree before anything else is made of it.
    let page = page::read(html, &PageRules::default())?;
    let config = Config {
        max_elements_to_parse: ELEMENTS_MAX,
        ..Config::default()
    };
    let article = Readability::new(html, None, Some(config))
        .and_then(|mut readability| readability.parse())
        .ok();
    let main = article
        .as_ref()
        .map(|article| text::plain(&article.content));
    Ok(Article {
        title: article
            .as_ref()
            .map(|article| text::fold(&article.title))
            .filter(|title| !title.is_empty())
            .unwrap_or(page.title),
        text: main.filter(|text| !text.is_empty()).unwrap_or(page.lines),
        site: article
            .and_then(|article| article.site_name)
            .map(|name| text::fold(&name))
            .filter(|name| !name.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menus_and_other_news_are_no_part_of_an_article() {
        let story = "Section 907 has not been repealed, the ministry said in Baku on Monday, \
                     adding that talks with Congress, which began in the spring, go on. ";
        let html = format!(
            "<html><head><title>No repeal yet</title>\
             <meta property='og:site_name' content='Baku Times'></head><body>\
             <nav><ul><li><a href='/a'>Trump lifts Section 907</a></li></ul></nav>\
             <article><h1>No repeal yet</h1><p>{0}</p><p>{0}</p><p>{0}</p></article>\
             <aside><a href='/b'>House repeals Section 907</a></aside></body></html>",
            story.repeat(4)
        );
        let article = read(&html).unwrap();
        assert_eq!(article.title, "No repeal yet");
        assert_eq!(article.site.as_deref(), Some("Baku Times"));
        assert!(article.text.contains("has not been repealed"));
        assert!(!article.whole().contains("Trump lifts"), "{}", article.text);
        assert!(
            !article.whole().contains("House repeals"),
            "{}",
            article.text
        );
    }

    #[test]
    fn a_page_without_an_article_is_read_whole() {
        let article = read("<title>A</title><p>Section 907 stands.</p>").unwrap();
        assert!(article.whole().contains("Section 907 stands."));
    }

    #[test]
    fn a_page_that_is_too_deep_is_refused() {
        let html = "<div>".repeat(10_000);
        assert_eq!(read(&html), Err(PageError::TooDeep));
    }
}
