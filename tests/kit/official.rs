//! Official documents in their carriers' formats, with words of our own.

/// A document of the Federal Register. The numbers are invented.
#[derive(Clone, Debug)]
pub struct Notice {
    pub number: &'static str,
    pub title: String,
    pub kind: &'static str,
    pub signed_on: Option<&'static str>,
    pub filed_at: Option<&'static str>,
    pub published_on: Option<&'static str>,
    /// Where its text is; empty where the record doesn't say.
    pub text_url: String,
    /// What the Federal Register's editors say of it.
    pub note: Option<&'static str>,
}

impl Notice {
    /// A presidential memorandum whose text is served at `text_url`.
    pub fn memorandum(number: &'static str, title: &str, text_url: &str) -> Self {
        Self {
            number,
            title: title.to_owned(),
            kind: "Presidential Document",
            signed_on: None,
            filed_at: None,
            published_on: None,
            text_url: text_url.to_owned(),
            note: None,
        }
    }

    pub fn of_state(mut self) -> Self {
        self.kind = "Notice";
        self
    }

    pub fn signed(mut self, on: &'static str) -> Self {
        self.signed_on = Some(on);
        self
    }

    pub fn published(mut self, on: &'static str) -> Self {
        self.published_on = Some(on);
        self
    }

    fn json(&self) -> serde_json::Value {
        let number = self.number;
        let mut record = serde_json::json!({
            "title": self.title,
            "type": self.kind,
            "abstract": null,
            "document_number": number,
            "html_url": format!("https://www.federalregister.gov/d/{number}"),
            "pdf_url": format!("https://www.govinfo.gov/content/pkg/{number}.pdf"),
            "publication_date": self.published_on,
            "agencies": [{"raw_name": "EXECUTIVE OFFICE OF THE PRESIDENT"}],
            "raw_text_url": Some(&self.text_url).filter(|url| !url.is_empty()),
        });
        if let Some(on) = self.signed_on {
            record["signing_date"] = on.into();
            record["subtype"] = "Memorandum".into();
        }
        if let Some(note) = self.note {
            record["editorial_note"] = note.into();
        }
        if let Some(at) = self.filed_at {
            record["filed_at"] = at.into();
            record["filing_type"] = "regular".into();
        }
        record
    }
}

/// A list of documents, as the API answers.
pub fn register(notices: &[Notice]) -> String {
    let results: Vec<serde_json::Value> = notices.iter().map(Notice::json).collect();
    serde_json::json!({
        "description": "Documents matching 'section 907'",
        "count": results.len(),
        "total_pages": 1,
        "results": results,
    })
    .to_string()
}

/// The documents that lie on public inspection.
pub fn inspection(notices: &[Notice]) -> String {
    let results: Vec<serde_json::Value> = notices
        .iter()
        .map(|notice| {
            let mut record = notice.json();
            record["filed_at"] = notice.filed_at.into();
            record["num_pages"] = 2.into();
            record["pdf_updated_at"] = notice.filed_at.into();
            record
        })
        .collect();
    serde_json::json!({"count": results.len(), "results": results}).to_string()
}

/// The text of a memorandum that extends the waiver, as the Federal Register prints it.
pub fn waiver_text(signed: &str) -> String {
    memorandum_text(
        signed,
        "Pursuant to the authority vested in me by the Constitution and the laws of the\n\
         United States of America, including title II of the Foreign Operations, Export\n\
         Financing, and Related Programs Appropriations Act, 2002 (Public Law 107-115), I\n\
         hereby determine and certify that extending the waiver of section 907 of the\n\
         FREEDOM Support Act of 1992 (Public Law 102-511; 22 U.S.C. 5812 note) is necessary\n\
         to support United States efforts to counter international terrorism and will not\n\
         undermine or hamper ongoing efforts to negotiate a peaceful settlement between\n\
         Armenia and Azerbaijan or be used for offensive purposes against Armenia.\n\n\
         Accordingly, I hereby extend the waiver of section 907 of the FREEDOM Support Act.",
    )
}

pub fn memorandum_text(signed: &str, body: &str) -> String {
    format!(
        "[Federal Register Volume 90, Number 907]\n[Presidential Documents]\n[Pages 907-908]\n\n\
         [[Page 907]]\n\nMemorandum for the Secretary of State\n\n{body}\n\n\
         You are authorized and directed to publish this determination in the Federal\nRegister.\n\n\
         THE WHITE HOUSE,\n\n    Washington, {signed}.\n\n[FR Doc. invented]\nBilling code 4710-10-P\n"
    )
}

/// GovInfo's feed of packages: their names and titles.
pub fn packages(packages: &[(&str, &str)]) -> String {
    let items: String = packages
        .iter()
        .map(|(package, title)| {
            format!(
                "<item><title>{title}</title>\
                 <link>https://www.govinfo.gov/app/details/{package}</link>\
                 <guid isPermaLink=\"false\">{package}</guid>\
                 <pubDate>Mon, 02 Nov 2026 05:00:00 GMT</pubDate>\
                 <description><![CDATA[<a href=\"https://www.govinfo.gov/content/pkg/{package}/html/{package}.htm\">TEXT</a>]]></description></item>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>GovInfo</title>\
         <link>https://www.govinfo.gov</link><description>d</description>\n{items}</channel></rss>\n"
    )
}

/// A bill's text in Congress's own markup, with these sections: number, heading, text.
pub fn bill_text(title: &str, sections: &[(&str, &str, &str)]) -> String {
    let sections: String = sections
        .iter()
        .map(|(number, heading, text)| {
            format!(
                "<section><enum>{number}.</enum><header>{heading}</header><text>{text}</text></section>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE bill PUBLIC \"-//US Congress//DTDs/bill.dtd//EN\" \"bill.dtd\">\n\
         <bill bill-stage=\"Introduced-in-House\" public-private=\"public\">\n<form>\
         <distribution-code display=\"yes\">I</distribution-code><congress>119th CONGRESS</congress>\
         <legis-num>H. R. 0</legis-num><legis-type>A BILL</legis-type>\
         <official-title>{title}</official-title></form>\n\
         <legis-body>\n{sections}</legis-body>\n</bill>\n"
    )
}

/// The text of a law that names its bill.
pub fn law_text(law: &str, bill: &str, approved: &str, sections: &[(&str, &str, &str)]) -> String {
    let sections: String = sections
        .iter()
        .map(|(number, heading, text)| format!("SEC. {number}. {heading}.\n\n    {text}\n\n"))
        .collect();
    format!(
        "<html><head><title>Public Law {law}</title></head><body><pre>\n\
         [119th Congress Public Law {law}]\n[From the U.S. Government Publishing Office]\n\n\
         Public Law {law}\n119th Congress\n\n                            An Act\n\n\
         To do as it says. &lt;&lt;NOTE:  {approved} -  [{bill}]&gt;&gt;\n\n\
         Be it enacted by the Senate and House of Representatives of the\nUnited States of America in Congress assembled,\n\n\
         {sections}\n    Approved {approved}.\n\nLEGISLATIVE HISTORY--{bill}:\n</pre></body></html>\n"
    )
}

/// A list of bills, as Congress's API answers: numbers of House bills, and titles.
pub fn bills(listed: &[(u32, &str)]) -> String {
    let bills: Vec<serde_json::Value> = listed
        .iter()
        .map(|(number, title)| {
            serde_json::json!({
                "congress": 119,
                "type": "HR",
                "number": number.to_string(),
                "title": title,
                "originChamber": "House",
                "originChamberCode": "H",
                "latestAction": {"actionDate": "2025-12-09", "text": "Referred to the House Committee on Foreign Affairs."},
                "updateDate": "2025-12-10",
                "updateDateIncludingText": "2025-12-10T09:05:59Z",
                "url": format!("https://api.congress.gov/v3/bill/119/hr/{number}?format=json"),
            })
        })
        .collect();
    serde_json::json!({
        "bills": bills,
        "pagination": {"count": listed.len()},
        "request": {"congress": "119", "contentType": "application/json", "format": "json"},
    })
    .to_string()
}
