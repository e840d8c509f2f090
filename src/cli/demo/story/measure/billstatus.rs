//! Writing a record as a BILLSTATUS 3.0.0 file.
//!
//! The format is that of the files on govinfo.gov (usgpo/bill-status, user guide), with
//! its drift: for weeks the statement of constitutional authority stood in an element
//! `cdata`, escaped, and later in a CDATA section.

use std::io;

use jiff::Timestamp;

use super::{Action, Activity, Member, Record, System, Text, Title};
use crate::cli::demo::story::xml::{self, Xml, cdata, leaf, nest};

impl Record {
    /// The file at `now`; `None` before it exists.
    pub(in crate::cli::demo::story) fn render(&self, now: Timestamp) -> Option<Vec<u8>> {
        let updated_at = self.changed_at(now)?;
        Some(xml::document("utf-8", Some("no"), |xml| {
            nest(xml, "billStatus", |xml| {
                leaf(xml, "version", "3.0.0")?;
                nest(xml, "bill", |xml| self.write(xml, updated_at, now))?;
                write_dublin_core(xml)
            })
        }))
    }

    fn write(&self, xml: &mut Xml, updated_at: Timestamp, now: Timestamp) -> io::Result<()> {
        leaf(xml, "number", self.number())?;
        leaf(xml, "updateDate", &updated_at.to_string())?;
        leaf(xml, "updateDateIncludingText", &updated_at.to_string())?;
        leaf(xml, "originChamber", "House")?;
        leaf(xml, "originChamberCode", "H")?;
        leaf(xml, "type", "HR")?;
        leaf(xml, "introducedDate", &self.introduced_on.to_string())?;
        leaf(xml, "congress", "119")?;
        let url = format!(
            "https://www.congress.gov/bill/119th-congress/house-bill/{}",
            self.number()
        );
        leaf(xml, "legislationUrl", &url)?;
        self.write_authority(xml, now)?;
        self.write_committees(xml, now)?;
        nest(xml, "actions", |xml| {
            let mut actions = self.actions(now);
            actions.try_for_each(|action| self.write_action(xml, action))
        })?;
        nest(xml, "sponsors", |xml| {
            nest(xml, "item", |xml| {
                self.sponsor.write(xml)?;
                leaf(xml, "isByRequest", "N")
            })
        })?;
        self.write_cosponsors(xml, now)?;
        self.write_law(xml, now)?;
        self.write_subjects(xml, now)?;
        self.write_summary(xml, now)?;
        leaf(xml, "title", self.display_title(now))?;
        nest(xml, "titles", |xml| {
            self.titles(now).try_for_each(|title| title.write(xml))
        })?;
        self.write_texts(xml, now)?;
        let latest = self.actions(now).next();
        latest.map_or(Ok(()), |action| {
            nest(xml, "latestAction", |xml| {
                leaf(xml, "actionDate", &action.on.to_string())?;
                leaf(xml, "text", &action.text)
            })
        })
    }

    fn write_authority(&self, xml: &mut Xml, now: Timestamp) -> io::Result<()> {
        const NAME: &str = "constitutionalAuthorityStatementText";
        let text = format!("<pre>{}</pre>", self.authority);
        match self.authority_unwrapped_at {
            Some(at) if now < at => nest(xml, "cdata", |xml| leaf(xml, NAME, &text)),
            Some(_) | None => cdata(xml, NAME, &text),
        }
    }

    fn write_committees(&self, xml: &mut Xml, now: Timestamp) -> io::Result<()> {
        let known = |activity: &&Activity| activity.known_at <= now;
        nest(xml, "committees", |xml| {
            nest(xml, "item", |xml| {
                leaf(xml, "systemCode", &self.committee.code)?;
                leaf(xml, "name", &self.committee.name)?;
                leaf(xml, "chamber", &self.committee.chamber)?;
                leaf(xml, "type", "Standing")?;
                nest(xml, "activities", |xml| {
                    let mut activities = self.activities.iter().rev().filter(known);
                    activities.try_for_each(|activity| {
                        nest(xml, "item", |xml| {
                            leaf(xml, "name", &activity.name)?;
                            leaf(xml, "date", &activity.at.to_string())
                        })
                    })
                })
            })
        })
    }

    fn write_action(&self, xml: &mut Xml, action: &Action) -> io::Result<()> {
        nest(xml, "item", |xml| {
            leaf(xml, "actionDate", &action.on.to_string())?;
            if let Some(at) = action.at {
                leaf(xml, "actionTime", &at.to_string())?;
            }
            leaf(xml, "text", &action.text)?;
            leaf(xml, "type", &action.kind)?;
            if let Some(code) = &action.code {
                leaf(xml, "actionCode", code)?;
            }
            action.system.write(xml)?;
            if action.committee {
                nest(xml, "committees", |xml| {
                    nest(xml, "item", |xml| {
                        leaf(xml, "systemCode", &self.committee.code)?;
                        leaf(xml, "name", &self.committee.name)
                    })
                })?;
            }
            action.roll.map_or(Ok(()), |roll| write_vote(xml, roll))
        })
    }

    fn write_cosponsors(&self, xml: &mut Xml, now: Timestamp) -> io::Result<()> {
        if self.cosponsor_count(now) == 0 {
            return Ok(());
        }
        nest(xml, "cosponsors", |xml| {
            self.cosponsors(now).try_for_each(|cosponsor| {
                let original = match cosponsor.on == self.introduced_on {
                    true => "True",
                    false => "False",
                };
                nest(xml, "item", |xml| {
                    cosponsor.member.write(xml)?;
                    leaf(xml, "sponsorshipDate", &cosponsor.on.to_string())?;
                    leaf(xml, "isOriginalCosponsor", original)
                })
            })
        })
    }

    fn write_law(&self, xml: &mut Xml, now: Timestamp) -> io::Result<()> {
        match &self.law {
            Some(law) if law.known_at <= now => nest(xml, "laws", |xml| {
                nest(xml, "item", |xml| {
                    leaf(xml, "type", "Public Law")?;
                    leaf(xml, "number", &law.number)
                })
            }),
            Some(_) | None => Ok(()),
        }
    }

    fn write_subjects(&self, xml: &mut Xml, now: Timestamp) -> io::Result<()> {
        let Some(area) = self.policy_area(now) else {
            return Ok(());
        };
        nest(xml, "policyArea", |xml| leaf(xml, "name", area))?;
        nest(xml, "subjects", |xml| {
            xml.create_element("legislativeSubjects").write_empty()?;
            nest(xml, "policyArea", |xml| {
                leaf(xml, "name", area)?;
                leaf(xml, "updateDate", &self.policy_area.known_at.to_string())
            })
        })
    }

    fn write_summary(&self, xml: &mut Xml, now: Timestamp) -> io::Result<()> {
        match &self.summary {
            Some(summary) if summary.known_at <= now => nest(xml, "summaries", |xml| {
                nest(xml, "summary", |xml| {
                    leaf(xml, "versionCode", &summary.code)?;
                    leaf(xml, "actionDate", &summary.on.to_string())?;
                    leaf(xml, "actionDesc", &summary.name)?;
                    leaf(xml, "updateDate", &summary.known_at.to_string())?;
                    cdata(xml, "text", &summary.html)
                })
            }),
            Some(_) | None => Ok(()),
        }
    }

    fn write_texts(&self, xml: &mut Xml, now: Timestamp) -> io::Result<()> {
        let known = |text: &&Text| text.known_at <= now;
        nest(xml, "textVersions", |xml| {
            let mut texts = self.texts.iter().rev().filter(known);
            texts.try_for_each(|text| {
                let package = format!("BILLS-119hr{}{}", self.number(), text.code);
                let url =
                    format!("https://www.govinfo.gov/content/pkg/{package}/xml/{package}.xml");
                nest(xml, "item", |xml| {
                    leaf(xml, "type", &text.name)?;
                    leaf(xml, "date", &format!("{}T05:00:00Z", text.on))?;
                    nest(xml, "formats", |xml| {
                        nest(xml, "item", |xml| leaf(xml, "url", &url))
                    })
                })
            })
        })
    }
}

impl Member {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        leaf(xml, "bioguideId", &self.bioguide)?;
        leaf(xml, "fullName", &self.name)?;
        leaf(xml, "firstName", &self.first)?;
        leaf(xml, "lastName", &self.last)?;
        leaf(xml, "party", &self.party)?;
        leaf(xml, "state", &self.state)?;
        if let Some(middle) = &self.middle {
            leaf(xml, "middleName", middle)?;
        }
        leaf(xml, "district", &self.district)
    }
}

impl Title {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        nest(xml, "item", |xml| {
            leaf(xml, "titleType", &self.kind)?;
            leaf(xml, "titleTypeCode", &self.code.to_string())?;
            leaf(xml, "title", &self.title)?;
            leaf(xml, "updateDate", &self.known_at.to_string())?;
            self.version.as_ref().map_or(Ok(()), |version| {
                leaf(xml, "billTextVersionName", &version.name)?;
                leaf(xml, "billTextVersionCode", &version.code)
            })
        })
    }
}

impl System {
    fn write(self, xml: &mut Xml) -> io::Result<()> {
        let (code, name) = match self {
            Self::HouseCommittee => (Some("1"), "House committee actions"),
            Self::HouseFloor => (Some("2"), "House floor actions"),
            Self::Library => (Some("9"), "Library of Congress"),
            Self::Senate => (None, "Senate"),
        };
        nest(xml, "sourceSystem", |xml| {
            if let Some(code) = code {
                leaf(xml, "code", code)?;
            }
            leaf(xml, "name", name)
        })
    }
}

fn write_vote(xml: &mut Xml, roll: u16) -> io::Result<()> {
    nest(xml, "recordedVotes", |xml| {
        nest(xml, "recordedVote", |xml| {
            leaf(xml, "rollNumber", &roll.to_string())?;
            leaf(xml, "chamber", "House")?;
            leaf(xml, "congress", "119")?;
            leaf(xml, "sessionNumber", "2")
        })
    })
}

fn write_dublin_core(xml: &mut Xml) -> io::Result<()> {
    let core = xml
        .create_element("dublinCore")
        .with_attribute(("xmlns:dc", "http://purl.org/dc/elements/1.1/"));
    core.write_inner_content(|xml| {
        leaf(xml, "dc:format", "text/xml")?;
        leaf(xml, "dc:language", "EN")?;
        leaf(
            xml,
            "dc:description",
            "Written for a demo in the format of BILLSTATUS 3.0.0, from public facts.",
        )
    })?;
    Ok(())
}
