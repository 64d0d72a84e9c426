"""Notifications as mail servers write them: Postfix with the headers, Exchange with the letter, one that hands back nothing."""


def postfix(message_id: str, code: str = "5.1.1", action: str = "failed") -> bytes:
    """As Postfix writes it: the letter's headers come along."""
    return f"""\
From: MAILER-DAEMON@mx.tranas.example (Mail Delivery System)
To: lexheller@hoglandet.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
Message-Id: <20260312103000.4F2A1@mx.tranas.example>

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.tranas.example
Arrival-Date: Thu, 12 Mar 2026 10:30:00 +0100 (CET)

Final-Recipient: rfc822; maja@tranas.example
Action: {action}
Status: {code}
Diagnostic-Code: smtp; 550 {code} User unknown

--b1
Content-Type: text/rfc822-headers

Message-ID: {message_id}
From: Lex Heller <lexheller@hoglandet.example>
To: maja@tranas.example
Subject: Underlag

--b1--
""".encode()


def exchange(message_id: str) -> bytes:
    """As Exchange writes it: the whole letter comes along, and the code is in the recipient's block alone."""
    return f"""\
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@tranas.example>
To: lexheller@hoglandet.example
Subject: =?utf-8?B?T2xldmVyYXJ0OiBVbmRlcmxhZw==?=
MIME-Version: 1.0
In-Reply-To: {message_id}
Content-Type: multipart/report; report-type=delivery-status;
 boundary="_000_x"

--_000_x
Content-Type: multipart/alternative; differences=Content-Type; boundary="_001_x"

--_001_x
Content-Type: text/plain; charset="utf-8"

Adressen hittades inte.

--_001_x--

--_000_x
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01.eurprd01.prod.exchange.example

Final-Recipient: rfc822;maja@tranas.example
Action: failed
Status: 5.4.1
Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied

--_000_x
Content-Type: message/rfc822

From: Lex Heller <lexheller@hoglandet.example>
Message-Id:
 {message_id}
Subject: Underlag

Brevet.

--_000_x--
""".encode()


def bare(envelope: str) -> bytes:
    """With the envelope's id alone, and no code of its own."""
    return f"""\
From: postmaster@region.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=z

--z
Content-Type: message/delivery-status

Original-Envelope-Id: {envelope}
Reporting-MTA: dns; region.example

Final-Recipient: rfc822; rehab@region.example
Action: Failed

--z--
""".encode()


OUT_OF_OFFICE = (
    b"From: maja@tranas.example\r\nSubject: Jag ar ledig\r\nAuto-Submitted: auto-replied\r\n\r\nTill den 3 augusti.\r\n"
)
