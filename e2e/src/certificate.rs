//! The certificates of a cluster: one authority for servers, clients and kubelets.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};

/// A certificate and its key, as files.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// The authority of a cluster, with everything that it signs, in one folder.
#[derive(Debug)]
pub(crate) struct Authority {
    folder: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new one.
    pub(crate) fn create(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        let key = KeyPair::generate()?;
        let own = Self::parameters()?;
        let certificate = own.self_signed(&key)?;
        let authority = Self { folder, issuer: Issuer::new(own, key) };
        let pair = authority.own();
        fs::write(&pair.certificate, certificate.pem())?;
        write_secret(&pair.key, &authority.issuer.key().serialize_pem())?;
        Ok(authority)
    }

    fn parameters() -> Result<CertificateParams> {
        let mut own = CertificateParams::new(Vec::new())?;
        own.distinguished_name = name("sekisho-test-cluster", None);
        own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        own.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        Ok(own)
    }

    /// The authority's own certificate and key.
    pub(crate) fn own(&self) -> Pair {
        self.pair("authority")
    }

    /// Signs for a server that is reached by these names and addresses.
    pub(crate) fn server(&self, file: &str, reached_by: &[&str]) -> Result<Pair> {
        let names = reached_by.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut server = CertificateParams::new(names)?;
        server.distinguished_name = name(file, None);
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(file, server)
    }

    /// Signs for a client: Kubernetes takes the common name for the user and the organisation for its group.
    pub(crate) fn client(&self, file: &str, user: &str, group: Option<&str>) -> Result<Pair> {
        let mut client = CertificateParams::new(Vec::new())?;
        client.distinguished_name = name(user, group);
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(file, client)
    }

    /// A key alone, with its public half where others have the certificate: it signs the tokens of service accounts.
    pub(crate) fn bare_key(&self, file: &str) -> Result<Pair> {
        let pair = self.pair(file);
        let key = KeyPair::generate()?;
        fs::write(&pair.certificate, key.public_key_pem())?;
        write_secret(&pair.key, &key.serialize_pem())?;
        Ok(pair)
    }

    fn sign(&self, file: &str, mut parameters: CertificateParams) -> Result<Pair> {
        let pair = self.pair(file);
        let key = KeyPair::generate()?;
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        parameters.use_authority_key_identifier_extension = true;
        let certificate = parameters.signed_by(&key, &self.issuer)?;
        fs::write(&pair.certificate, certificate.pem())
            .with_context(|| format!("writing `{}`", pair.certificate.display()))?;
        write_secret(&pair.key, &key.serialize_pem())?;
        Ok(pair)
    }

    fn pair(&self, file: &str) -> Pair {
        Pair {
            certificate: self.folder.join(format!("{file}.crt")),
            key: self.folder.join(format!("{file}.key")),
        }
    }
}

fn name(common: &str, organisation: Option<&str>) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    if let Some(organisation) = organisation {
        name.push(DnType::OrganizationName, organisation);
    }
    name
}

/// Writes a file that only its owner can read.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("writing `{}`", path.display()))?;
    Ok(file.write_all(text.as_bytes())?)
}
