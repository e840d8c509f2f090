//! The story's texts: of the memorandum, of bills, of laws. The sentences that do
//! something are those of the public record; the rest is ours.

use super::register::MEMORANDUM;

pub(super) const PLAIN: &str = "text/plain; charset=utf-8";
pub(super) const XML: &str = "application/xml";

const REPEAL: &str =
    "Section 907 of the FREEDOM Support Act (Public Law 102-511; 22 U.S.C. 5812 note) is repealed.";

/// The text of a document of the Federal Register.
pub(super) fn document(number: &str) -> Option<Vec<u8>> {
    let text = match number {
        MEMORANDUM => include_str!("pages/memorandum.txt"),
        "2025-99001" => {
            "[Federal Register Volume 90]\n[Notices]\n\nDEPARTMENT OF STATE\n\nNotice on another \
             subject. (Filler, written for the demo.)\n\n    Dated: June 27, 2025.\n"
        }
        _ => return None,
    };
    Some(text.into())
}

/// The text of a bill or a law, by its package.
pub(super) fn law(package: &str) -> Option<Vec<u8>> {
    let (title, number, heading, text) = match package {
        "BILLS-119hr6534ih" => (
            "To repeal a restriction on assistance to Azerbaijan.",
            "1",
            "Repeal",
            REPEAL,
        ),
        "BILLS-119hr6840ih" => (
            "ARMENIA Security Partnership Act",
            "3",
            "Limitation on waiver",
            "The President may not exercise the authority to waive section 907 of the FREEDOM Support Act \
             (Public Law 102-511; 22 U.S.C. 5812 note) unless the Secretary of Defense certifies to Congress \
             that the Government of Azerbaijan has taken meaningful steps.",
        ),
        "PLAW-119publ75" => (
            "Consolidated Appropriations Act, 2026",
            "7046",
            "Section 907 of the Freedom Support Act",
            "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) shall not apply to (1) activities to \
             support democracy; (2) any assistance provided by the Trade and Development Agency; (3) any \
             activity carried out by a member of the United States and Foreign Commercial Service; (4) any \
             insurance or guarantee of the Development Finance Corporation; (5) any financing under the \
             Export-Import Bank Act; or (6) humanitarian assistance.",
        ),
        _ if package.starts_with("BILLS-119hr99907") || package == "PLAW-119publ907" => (
            "[What if] To repeal section 907 of the FREEDOM Support Act.",
            "1",
            "Repeal",
            REPEAL,
        ),
        _ => return None,
    };
    // What the margin of a law says of its making.
    let made = match package {
        "PLAW-119publ75" => "119th Congress [H.R. 7148] Approved February 3, 2026.",
        "PLAW-119publ907" => "119th Congress [H.R. 99907] Approved December 18, 2026.",
        _ => "",
    };
    let text = format!(
        "<?xml version=\"1.0\"?>\n<!-- Written for the demo. {made} -->\n<bill><form><official-title>{title}\
         </official-title></form>\n<legis-body><section><enum>{number}.</enum><header>{heading}</header>\
         <text>{text}</text></section></legis-body></bill>\n"
    );
    Some(text.into_bytes())
}
