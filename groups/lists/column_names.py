"""What petition tools call their columns, in the languages of the lists we were sent.

Data only. Names are folded: lower case, no accents, no punctuation.
"""

from enum import StrEnum


class Column(StrEnum):
    """What a column can tell of a signature."""

    EMAIL = "email"
    EMAIL_HASH = "email_hash"
    PHONE = "phone"
    NAME = "name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    STREET = "street"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    SIGNED_AT = "signed_at"
    CONSENT = "consent"
    ANONYMOUS = "anonymous"
    COMMENT = "comment"
    LANGUAGE = "language"


# "name", "nombre", "nom", "nome" are whole names, or what the other name column leaves over.
NAMES: dict[Column, str] = {
    Column.EMAIL: """email, mail, email address, mail address, primary email, email 1,
        contact email, signer email, supporter email, user email, personal email,
        mailadresse, email adresse, correo, correo electronico, direccion de correo,
        direccion de correo electronico, direccion email, courriel, adresse email,
        adresse mail, adresse courriel, adresse electronique, adresse de courriel,
        endereco de email, endereco email, correio eletronico, correio electronico,
        indirizzo email, posta elettronica, emailadres, adres email, adresse de messagerie,
        epost, epostadress, epostadresse, adres e mail, почта, электронная почта,
        thu dien tu, 电子邮件, 邮箱, البريد الالكتروني""",
    Column.EMAIL_HASH: """email sha256, sha256, sha 256, email sha 256, email hash,
        hashed email, sha256 email, sha256 of email, hash, email hashed,
        hashed email address, email address sha256, email address hash, hem""",
    Column.PHONE: """phone, phone number, telephone, telephone number, tel, mobile,
        mobile phone, mobile number, cell, cell phone, cellphone, home phone, telefon,
        telefonnummer, handy, mobil, mobiltelefon, telefono, numero de telefono, movil,
        celular, telefono movil, numero de telephone, portable, telefone, telemovel,
        cellulare, telefoon, telefoonnummer, so dien thoai, телефон, 电话""",
    Column.NAME: """name, full name, complete name, signer, signer name, supporter,
        supporter name, display name, first and last name, name and surname, nombre,
        nombre completo, nombre y apellido, nombre y apellidos, vollstandiger name,
        vollstaendiger name, vor und nachname, vorname und nachname, nom, nom complet,
        nom et prenom, prenom et nom, nome, nome completo, nome e cognome,
        nome e sobrenome, naam, volledige naam, imie i nazwisko, navn, namn, ho ten,
        ho va ten, имя, фио, 姓名, الاسم""",
    Column.GIVEN_NAME: """first name, given name, given names, forename, fname, first,
        vorname, vornamen, rufname, prenom, prenoms, primer nombre, nombre de pila,
        nombres, primeiro nome, nome proprio, voornaam, imie, fornamn, fornavn, ten""",
    Column.FAMILY_NAME: """last name, family name, surname, lname, last, nachname,
        familienname, zuname, apellido, apellidos, primer apellido, nom de famille,
        sobrenome, apelido, cognome, achternaam, nazwisko, efternamn, etternavn,
        efternavn, фамилия, ho""",
    Column.STREET: """street, street address, address, address 1, address line 1, street 1,
        street line 1, mailing address, home address, postal address, residential address,
        addr, addr1, strasse, strasse hausnummer, strasse und hausnummer,
        strasse und nr, strasse nr, anschrift, adresse, direccion, calle, calle y numero,
        domicilio, rue, adresse postale, endereco, rua, morada, indirizzo, via, adres,
        straat, dia chi, ulica, адрес, улица, 地址""",
    Column.POSTAL_CODE: """zip, zip code, zip 5, zip5, zip postal code, zip postal, postal,
        postal code, postcode, post code, postal zip, postal zip code, plz, postleitzahl,
        codigo postal, codigo zip, cp, code postal, codigo de postal, cep, cap,
        codice postale, postnummer, kod pocztowy, ma buu chinh, индекс, 邮编""",
    Column.CITY: """city, town, city town, locality, municipality, stadt, ort, wohnort,
        ciudad, localidad, poblacion, municipio, ville, commune, localite, cidade,
        localidade, citta, comune, plaats, woonplaats, miasto, thanh pho, город, 城市""",
    Column.REGION: """state, us state, state code, state abbreviation, province, region,
        state province, state region, province state, bundesland, estado, provincia,
        departement, etat, distrito, uf, provincie, tieu bang, штат, область, 州""",
    Column.COUNTRY: """country, country code, country name, pais, codigo de pais, pays,
        code pays, land, staat, nation, paese, kraj, quoc gia, страна, 国家""",
    Column.SIGNED_AT: """date, date time, datetime, signed, signed on, signed at,
        signed date, date signed, signature date, date of signature, signing date, created,
        created at, created on, created date, date created, creation date, timestamp, time,
        submitted, submitted at, submitted on, submission date, submission time,
        date submitted, action date, date added, joined, joined at, signup date, when,
        datum, zeitstempel, unterschrieben am, unterzeichnet am, unterschrift am,
        eingetragen am, fecha, fecha de firma, fecha y hora, firmado, firmado el,
        date de signature, signe le, date de creation, horodatage, data, data e hora,
        data da assinatura, assinado em, data di firma, firmato il, ngay, ngay ky,
        data podpisu, дата, 日期""",
    Column.CONSENT: """subscribed, subscribe, subscription, email subscription,
        subscription status, email subscription status, email opt in, opt in, opted in,
        opt in email, opt in status, email opted in, consent, email consent, newsletter,
        newsletters, newsletter opt in, mailing list, updates, receive updates,
        email updates, keep me updated, keep me informed, can contact, can email,
        may contact, contact me, may we write, may we write to you, may we contact you,
        may we email you, einwilligung, zustimmung, newsletter abonnieren, suscrito,
        suscripcion, suscribir, acepta, acepta recibir, consentimiento, boletin, abonne,
        abonnement, consentement, inscrit, infolettre, inscrito, inscricao, assinante,
        aceita, consentimento, consenso, iscritto, iscrizione, toestemming, nieuwsbrief,
        zgoda, dong y, согласие""",
    Column.ANONYMOUS: """anonymous, is anonymous, hide name, hide my name,
        sign anonymously, keep private, private, anonym, anonyme, anonimo, anoniem,
        anonima""",
    Column.COMMENT: """comment, comments, message, reason, reasons, reason for signing, why,
        why i signed, why are you signing, why i am signing, statement, kommentar,
        kommentare, bemerkung, nachricht, begrundung, comentario, comentarios, mensaje,
        motivo, commentaire, commentaires, raison, mensagem, commento, messaggio,
        opmerking, komentarz, y kien, комментарий, 评论""",
    Column.LANGUAGE: """language, lang, locale, preferred language, sprache, idioma, langue,
        lingua, taal, jezyk, ngon ngu, язык, 语言""",
}
_FILLERS = """required optional your my the signer signers signatory supporter person s primary
    preferred pflichtfeld obligatorio obligatoria opcional obligatoire facultatif votre su tu seu
    ihre deine"""
FILLERS = frozenset(_FILLERS.split())
